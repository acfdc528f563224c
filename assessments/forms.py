from django import forms
class EnterCodeForm(forms.Form):
    code = forms.CharField()
